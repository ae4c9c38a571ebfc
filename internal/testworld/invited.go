package testworld

import "taskflow/internal/app"

// InvitedOnly closes sign-up to those who hold an invitation.
func InvitedOnly(o *app.Options) { o.InvitedOnly = true }
