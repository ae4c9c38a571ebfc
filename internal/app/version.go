package app

// Version is what this program was built from; the build sets it.
var Version = "dev"
