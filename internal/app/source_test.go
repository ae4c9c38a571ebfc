package app_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

const root = "../.."

// source is one file of the program.
type source struct {
	path string // from the root of the module
	dir  string
	file *ast.File
}

// sources are the Go files that become the program, without tests.
func sources(t *testing.T, mode parser.Mode) (list []source) {
	t.Helper()
	for _, top := range []string{"internal", "cmd"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, mode)
			if err != nil {
				return err
			}
			relative := filepath.ToSlash(strings.TrimPrefix(path, root+string(filepath.Separator)))
			list = append(list, source{path: relative, dir: relative[:strings.LastIndexByte(relative, '/')], file: file})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return list
}

// parsed reads declarations as a file of their own.
func parsed(t *testing.T, declarations string) *ast.File {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "x.go", "package x\n"+declarations, 0)
	if err != nil {
		t.Fatal(err)
	}
	return file
}
