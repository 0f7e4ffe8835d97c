// Reads a published log with Go's own packages and says whether it is what its checkpoint says.
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go run log_checker.go http://127.0.0.1:8000/record [VKEY]
//
// Nothing of Consult is used: sumdb/note checks the signature, sumdb/tlog the tiles and each entry. Without VKEY the key
// is the one the log shows. Exit 0, or 1 with the first thing that is wrong.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
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

func head(base, vkey string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("vkey: %v", err)
	}
	content, err := get(base + "/checkpoint")
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(content, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("checkpoint: %v", err)
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

func check(base, vkey string) error {
	tree, err := head(base, vkey)
	if err != nil {
		return err
	}
	hashes := tlog.TileHashReader(tree, reader{base})
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
	fmt.Printf("%s: %d entries, root %v, signature and every hash are right\n", base, tree.N, tree.Hash)
	return nil
}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: log_checker BASE [VKEY]")
		os.Exit(2)
	}
	base, vkey := strings.TrimSuffix(os.Args[1], "/"), ""
	if len(os.Args) > 2 {
		vkey = os.Args[2]
	} else if content, err := get(base + "/vkey"); err == nil {
		vkey = strings.TrimSpace(string(content))
	}
	if err := check(base, vkey); err != nil {
		fmt.Println("FAULT:", err)
		os.Exit(1)
	}
}
