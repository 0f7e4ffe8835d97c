// Lists of the reading room. A classic script: from a file address browsers load neither modules nor data, but they do
// load scripts, so that each few hundred rows lie in one of their own, which calls readingRoom.take(rows).
"use strict";

var readingRoom = (function () {
  var PAGE = 50;
  var list = document.getElementById("rows");
  var status = document.getElementById("found");
  var more = document.getElementById("more");
  var search = document.getElementById("search");
  var field = document.getElementById("words");
  var words = JSON.parse(list.dataset.words);
  var scripts = Number(list.dataset.scripts);
  var all = Number(list.dataset.all);
  var name = list.dataset.name;
  var rows = [];
  var loaded = 0;
  var shown = 0;
  var next = 0; // the first row that was not looked at
  var wanted = PAGE;
  var sought = [];
  var number = new Intl.NumberFormat(list.dataset.locale);

  function element(tag, text, language, kind) {
    var made = document.createElement(tag);
    made.textContent = text;
    if (language) made.lang = language;
    if (kind) made.className = kind;
    return made;
  }

  function told(kind, code) {
    return (words[kind] && words[kind][code]) || code || "";
  }

  function labelled(label, value) {
    return label + (/^zh/.test(document.documentElement.lang) ? "：" : ": ") + value;
  }

  function line(parts) {
    return parts.filter(Boolean).join(" · ");
  }

  // The same where one of them may be in another language than the page.
  function caption(parts) {
    var made = element("p", "", "", "caption");
    parts.filter(Boolean).forEach(function (one, place) {
      if (place) made.appendChild(document.createTextNode(" · "));
      made.appendChild(typeof one === "string" ? document.createTextNode(one) : one);
    });
    return made;
  }

  // An article as that version of the draft calls it: its language, and its number and heading.
  function article(version, anchor) {
    var told = words.articles[version] || ["", {}];
    return told[1][anchor] ? element("span", told[1][anchor], told[0]) : anchor;
  }

  var kinds = {
    comments: function (row) {
      var place = row.article ? article(row.version, row.article) : words.labels.whole;
      var head = [told("state", row.state), place, row.stance && told("stance", row.stance), row.received_at];
      var parts = [element("h2", row.reference), caption(head)];
      if (row.in_reply_to) {
        parts.push(element("p", words.labels.in_reply_to.replace("%(reference)s", row.in_reply_to), "", "caption"));
      }
      if (row.state === "published") {
        parts.push(element("p", row.name || words.labels.unnamed, "", "name"));
        parts.push(element("div", row.body || "", row.language, "text"));
        if (row.is_redacted) parts.push(element("p", words.labels.redacted, "", "caption"));
      }
      if (row.ground) parts.push(element("p", labelled(words.labels.ground, told("ground", row.ground))));
      if (row.public_note) parts.push(element("div", row.public_note, row.note_language, "text aside"));
      (row.stands || []).forEach(function (one) {
        var said = words.labels.stands.replace("%(number)s", one[0]).replace("%(state)s", told("carry", one[1]));
        parts.push(caption([said, one[2] && article(one[0], one[2])]));
        if (one[3]) parts.push(element("p", one[3], "", "caption text"));
      });
      (row.moved || []).forEach(function (one) {
        var passage = element("p", "", "", "aside");
        var link = element("a", words.labels.moved.replace("%(number)s", one[0]));
        if (words.before[one[0]]) link.href = "changes-" + words.before[one[0]] + "-" + one[0] + ".html#" + one[1];
        passage.appendChild(link);
        if (one[2] === "proposal") passage.appendChild(document.createTextNode(" · " + words.labels.taken));
        parts.push(passage);
      });
      return parts;
    },
    rulings: function (row) {
      var head = line([told("act", row.act), row.office, told("role", row.role), row.ruled_at]);
      var parts = [element("h2", row.reference), element("p", head, "", "caption")];
      if (row.ground) parts.push(element("p", labelled(words.labels.ground, told("ground", row.ground))));
      if (row.note) parts.push(element("div", row.note, row.note_language, "text"));
      return parts;
    },
    replies: function (row) {
      var parts = [element("h2", row.comments || ""), element("p", line([row.office, row.replied_at]), "", "caption")];
      parts.push(element("div", row.body || "", row.language, "text"));
      if (row.corrected_at) {
        parts.push(element("p", line([words.labels.corrected, row.corrected_at, row.correction_reason]), "", "caption"));
      }
      return parts;
    },
  };

  function matches(row) {
    if (!sought.length) return true;
    var told = Object.keys(row).map(function (key) { return String(row[key]); });
    if (row.article) told.push((words.articles[row.version] || ["", {}])[1][row.article] || "");
    var text = told.join("\n").toLowerCase();
    return sought.every(function (one) { return text.indexOf(one) >= 0; });
  }

  function load() {
    var script = document.createElement("script");
    loaded += 1;
    script.src = "../rows/" + name + "-" + String(loaded).padStart(5, "0") + ".js";
    document.head.appendChild(script);
  }

  function show() {
    while (next < rows.length && shown < wanted) {
      var row = rows[next];
      next += 1;
      if (matches(row)) {
        var item = document.createElement("li");
        kinds[name](row).forEach(function (part) { item.appendChild(part); });
        list.appendChild(item);
        shown += 1;
      }
    }
    var isEnd = next === rows.length && loaded === scripts;
    if (shown < wanted && !isEnd && next === rows.length) load();
    more.hidden = isEnd;
    status.textContent = isEnd && !shown ? words.labels.none : words.labels.found
      .replace("%(shown)s", number.format(shown)).replace("%(all)s", number.format(all));
  }

  function begin() {
    sought = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    list.textContent = "";
    shown = next = 0;
    wanted = PAGE;
    show();
  }

  search.hidden = false;
  // From a passage one comes with the reference of a comment: it is looked for.
  if (window.location.hash.length > 1) {
    field.value = decodeURIComponent(window.location.hash.slice(1));
    sought = [field.value.toLowerCase()];
  }
  search.addEventListener("submit", function (event) { event.preventDefault(); });
  field.addEventListener("input", begin);
  more.addEventListener("click", function () { wanted += PAGE; show(); });
  // This file has run before a script of rows can call back.
  window.setTimeout(show, 0);

  return {
    take: function (found) {
      found.forEach(function (row) { rows.push(row); });
      show();
    },
  };
}());
