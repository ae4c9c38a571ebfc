// Package views owns saved views: a name for a question about tasks, and how its
// answer is shown. A view is its maker's alone, or shared with those who see its
// project; one without a project is shared with the workspace.
//
// The question is kept as the words of the web app's address, of which the names,
// their values' length and some values are checked. What they mean is the
// concern of whoever asks: they grant nothing.
package views
