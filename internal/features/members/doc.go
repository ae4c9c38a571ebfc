// Package members owns who is in a workspace and in which role.
//
// It promises that nobody gives or takes a role above his own, and that a
// workspace never loses its last owner who can sign in, however many try at
// once: each change of a member first locks the workspace's row, and is then
// decided about and counted. So whoever lost the right to it while he waited
// changes nothing. A removed member loses everything at once, because every
// request reads his membership anew; his tasks stay, without an assignee.
package members
