// Package labels owns a workspace's labels: a name and a colour. Names are
// unique without regard to letter case. Deleting a label takes it off its tasks
// by ON DELETE CASCADE; who puts labels on tasks is the tasks' concern.
package labels
