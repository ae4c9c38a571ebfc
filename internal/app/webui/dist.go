package webui

import (
	"embed"
	"fmt"
	"io/fs"
)

// The folder has only its placeholder until the app was built, so that the
// program compiles without npm.
//
//go:embed all:dist
var embedded embed.FS

//go:embed static
var plain embed.FS

//go:embed pages.txt
var pageList string

// Built are the files of the app as it was built into this program.
func Built() fs.FS { return mustSub(embedded, "dist") }

func mustSub(files fs.FS, name string) fs.FS {
	sub, err := fs.Sub(files, name)
	if err != nil { // only a name that isn't a path does this
		panic(fmt.Errorf("the embedded folder %s: %w", name, err))
	}
	return sub
}
