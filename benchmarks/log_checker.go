// Reads a published log with Go's own packages and says whether it is what its checkpoint says.
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go run log_checker.go [-key VKEY] [-witness VKEY]
//		[-older CHECKPOINT -older-key VKEY] http://127.0.0.1:8000/record
//
// Nothing of Consult is used: sumdb/note checks the signatures, sumdb/tlog the tiles, each entry, and that the log went
// on from an older checkpoint. Without -key the key is the one the log shows. Exit 0, or 1 with the first thing that
// is wrong.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

func get(address string) ([]byte, error) {
	answer, err := http.Get(address)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != 200 {
		err = fmt.Errorf("%s: answers %d", address, answer.StatusCode)
	}
	return content, err
}

// c2sp.org/tlog-tiles leaves the height out of a tile's address.
func address(tile tlog.Tile) string {
	return strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", height), "tile/", 1)
}

type reader struct{ base string }

func (one reader) Height() int { return height }

func (one reader) SaveTiles([]tlog.Tile, [][]byte) {}

func (one reader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		content, err := get(one.base + "/" + address(tile))
		if err != nil {
			return nil, err
		}
		found = append(found, content)
	}
	return found, nil
}

// A witness's key as c2sp.org/tlog-cosignature has it: its signatures tell when they were made.
type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (one witness) Name() string { return one.name }

func (one witness) KeyHash() uint32 { return one.hash }

func (one witness) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	signed := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(signature), text)
	return ed25519.Verify(one.key, []byte(signed), signature[8:])
}

func witnessOf(vkey string) (witness, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return witness{}, fmt.Errorf("witness: not NAME+ID+KEY")
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != 4 {
		return witness{}, fmt.Errorf("witness: its key is none for cosignatures")
	}
	hash := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	if parts[1] != fmt.Sprintf("%08x", hash[:4]) {
		return witness{}, fmt.Errorf("witness: its key has another ID")
	}
	return witness{parts[0], binary.BigEndian.Uint32(hash[:4]), key[1:]}, nil
}

// The tree that a checkpoint tells of, signed by everybody who is asked for.
func treeOf(content []byte, vkey string, witnesses ...note.Verifier) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("vkey: %v", err)
	}
	asked := append([]note.Verifier{verifier}, witnesses...)
	opened, err := note.Open(content, note.VerifierList(asked...))
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("checkpoint: %v", err)
	}
	for _, one := range asked {
		signed := false
		for _, signature := range opened.Sigs {
			signed = signed || signature.Name == one.Name() && signature.Hash == one.KeyHash()
		}
		if !signed {
			return tlog.Tree{}, fmt.Errorf("checkpoint: not signed by %s", one.Name())
		}
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, fmt.Errorf("checkpoint: not of the log that the key names")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("checkpoint: %v", err)
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return tlog.Tree{}, fmt.Errorf("checkpoint: its root is no hash")
	}
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	return tree, nil
}

func goesOn(tree, older tlog.Tree, hashes tlog.HashReader) error {
	if older.N > tree.N {
		return fmt.Errorf("older checkpoint: has %d entries, the log has %d", older.N, tree.N)
	}
	proof, err := tlog.ProveTree(tree.N, older.N, hashes)
	if err == nil {
		err = tlog.CheckTree(proof, tree.N, tree.Hash, older.N, older.Hash)
	}
	if err != nil {
		return fmt.Errorf("older checkpoint: the log doesn't go on from it: %v", err)
	}
	return nil
}

func check(base string, asked flags) error {
	var witnesses []note.Verifier
	if *asked.witness != "" {
		one, err := witnessOf(*asked.witness)
		if err != nil {
			return err
		}
		witnesses = append(witnesses, one)
	}
	content, err := get(base + "/checkpoint")
	if err != nil {
		return err
	}
	tree, err := treeOf(content, *asked.key, witnesses...)
	if err != nil {
		return err
	}
	hashes := tlog.TileHashReader(tree, reader{base})
	said := ""
	if *asked.older != "" {
		content, err := os.ReadFile(*asked.older)
		if err != nil {
			return err
		}
		older, err := treeOf(content, *asked.olderKey)
		if err != nil {
			return fmt.Errorf("older %v", err)
		}
		if err := goesOn(tree, older, hashes); err != nil {
			return err
		}
		said = fmt.Sprintf(", goes on from a checkpoint of %d", older.N)
	}
	if len(witnesses) > 0 {
		said += ", signed by " + witnesses[0].Name()
	}
	for first := int64(0); first < tree.N; first += 1 << height {
		width := tree.N - first
		if width > 1<<height {
			width = 1 << height
		}
		tile := tlog.Tile{H: height, L: 0, N: first >> height, W: int(width)}
		bundle, err := get(base + "/" + strings.Replace(address(tile), "tile/0/", "tile/entries/", 1))
		if err != nil {
			return err
		}
		indexes := make([]int64, width)
		for at := range indexes {
			indexes[at] = tlog.StoredHashIndex(0, first+int64(at))
		}
		leaves, err := hashes.ReadHashes(indexes)
		if err != nil {
			return err
		}
		in := bytes.NewReader(bundle)
		for at, leaf := range leaves {
			var length uint16
			if err := binary.Read(in, binary.BigEndian, &length); err != nil {
				return fmt.Errorf("entry %d: cut off", first+int64(at))
			}
			entry := make([]byte, length)
			if _, err := io.ReadFull(in, entry); err != nil {
				return fmt.Errorf("entry %d: cut off", first+int64(at))
			}
			if tlog.RecordHash(entry) != leaf {
				return fmt.Errorf("entry %d: not what the tree holds at this place", first+int64(at))
			}
		}
		if in.Len() > 0 {
			return fmt.Errorf("entries behind entry %d that no checkpoint covers", first+width-1)
		}
	}
	fmt.Printf("%s: %d entries, root %v, signature and every hash are right%s\n", base, tree.N, tree.Hash, said)
	return nil
}

type flags struct{ key, witness, older, olderKey *string }

func main() {
	asked := flags{
		flag.String("key", "", "the log's verifier key; else the one it shows"),
		flag.String("witness", "", "the verifier key of a witness who has to have signed"),
		flag.String("older", "", "a file with an older checkpoint"),
		flag.String("older-key", "", "the verifier key that signed it"),
	}
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: log_checker [-key VKEY] [-witness VKEY] [-older FILE -older-key VKEY] BASE")
		os.Exit(2)
	}
	base := strings.TrimSuffix(flag.Arg(0), "/")
	if *asked.key == "" {
		if content, err := get(base + "/vkey"); err == nil {
			*asked.key = strings.TrimSpace(string(content))
		}
	}
	if *asked.olderKey == "" {
		*asked.olderKey = *asked.key
	}
	if err := check(base, asked); err != nil {
		fmt.Println("FAULT:", err)
		os.Exit(1)
	}
}
