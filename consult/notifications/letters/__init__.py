"""What mails say, in the language that is being spoken. The first line says what changed for the reader."""
