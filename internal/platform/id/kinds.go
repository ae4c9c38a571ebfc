package id

// User identifies a person's account.
type User = ID[userKind]

type userKind struct{}

func (userKind) Prefix() string { return "usr" }

// Workspace identifies a workspace, the tenant.
type Workspace = ID[workspaceKind]

type workspaceKind struct{}

func (workspaceKind) Prefix() string { return "wsp" }

// Project identifies a project.
type Project = ID[projectKind]

type projectKind struct{}

func (projectKind) Prefix() string { return "prj" }

// Column identifies a column of a project's board.
type Column = ID[columnKind]

type columnKind struct{}

func (columnKind) Prefix() string { return "col" }

// Task identifies a task.
type Task = ID[taskKind]

type taskKind struct{}

func (taskKind) Prefix() string { return "tsk" }

// ChecklistItem identifies an item of a task's checklist.
type ChecklistItem = ID[checklistItemKind]

type checklistItemKind struct{}

func (checklistItemKind) Prefix() string { return "chk" }

// Label identifies a workspace's label.
type Label = ID[labelKind]

type labelKind struct{}

func (labelKind) Prefix() string { return "lbl" }

// Comment identifies a comment on a task.
type Comment = ID[commentKind]

type commentKind struct{}

func (commentKind) Prefix() string { return "cmt" }

// Invitation identifies an invitation into a workspace.
type Invitation = ID[invitationKind]

type invitationKind struct{}

func (invitationKind) Prefix() string { return "inv" }

// Session identifies a browser session or a family of refresh tokens.
type Session = ID[sessionKind]

type sessionKind struct{}

func (sessionKind) Prefix() string { return "ses" }

// RefreshToken identifies one refresh token of a session.
type RefreshToken = ID[refreshTokenKind]

type refreshTokenKind struct{}

func (refreshTokenKind) Prefix() string { return "rft" }

// Import identifies one import of a foreign board.
type Import = ID[importKind]

type importKind struct{}

func (importKind) Prefix() string { return "imp" }

// Audit identifies an audit event.
type Audit = ID[auditKind]

type auditKind struct{}

func (auditKind) Prefix() string { return "aud" }

// View identifies a saved view.
type View = ID[viewKind]

type viewKind struct{}

func (viewKind) Prefix() string { return "viw" }

// Event identifies an event of a workspace's stream.
type Event = ID[eventKind]

type eventKind struct{}

func (eventKind) Prefix() string { return "evt" }

// Request identifies one HTTP request.
type Request = ID[requestKind]

type requestKind struct{}

func (requestKind) Prefix() string { return "req" }

// Job identifies a piece of background work.
type Job = ID[jobKind]

type jobKind struct{}

func (jobKind) Prefix() string { return "job" }

// EmailToken identifies a link sent by mail.
type EmailToken = ID[emailTokenKind]

type emailTokenKind struct{}

func (emailTokenKind) Prefix() string { return "emt" }

// SignIn identifies a sign-in that waits for a second factor.
type SignIn = ID[signInKind]

type signInKind struct{}

func (signInKind) Prefix() string { return "sin" }

// Device identifies a browser that has signed in before.
type Device = ID[deviceKind]

type deviceKind struct{}

func (deviceKind) Prefix() string { return "dev" }

// Passkey identifies a passkey.
type Passkey = ID[passkeyKind]

type passkeyKind struct{}

func (passkeyKind) Prefix() string { return "pky" }

// APIKey identifies an API key.
type APIKey = ID[apiKeyKind]

type apiKeyKind struct{}

func (apiKeyKind) Prefix() string { return "key" }

// ClientSecret identifies a secret of a service account.
type ClientSecret = ID[clientSecretKind]

type clientSecretKind struct{}

func (clientSecretKind) Prefix() string { return "sec" }

// Identity identifies an account's identity at a provider.
type Identity = ID[identityKind]

type identityKind struct{}

func (identityKind) Prefix() string { return "idn" }

// Raw is an id whose kind another column tells. It has no form outside the database.
type Raw = ID[rawKind]

type rawKind struct{}

func (rawKind) Prefix() string { return "raw" }

// ProviderFlow identifies one way to an identity provider and back.
type ProviderFlow = ID[providerFlowKind]

type providerFlowKind struct{}

func (providerFlowKind) Prefix() string { return "pfl" }

// MailLink identifies a link that somebody asked to be mailed.
type MailLink = ID[mailLinkKind]

type mailLinkKind struct{}

func (mailLinkKind) Prefix() string { return "mlk" }

// EmailChange identifies a change of address that waits for its links.
type EmailChange = ID[emailChangeKind]

type emailChangeKind struct{}

func (emailChangeKind) Prefix() string { return "emc" }

// SAMLProvider identifies the identity provider of a workspace's company.
type SAMLProvider = ID[samlProviderKind]

type samlProviderKind struct{}

func (samlProviderKind) Prefix() string { return "sml" }

// ProvisionedUser identifies somebody whom a workspace's identity provider has named.
type ProvisionedUser = ID[provisionedUserKind]

type provisionedUserKind struct{}

func (provisionedUserKind) Prefix() string { return "scu" }

// ProvisionedGroup identifies a group of a workspace's identity provider.
type ProvisionedGroup = ID[provisionedGroupKind]

type provisionedGroupKind struct{}

func (provisionedGroupKind) Prefix() string { return "scg" }

// ProvisioningToken identifies a bearer token of a workspace's SCIM client.
type ProvisioningToken = ID[provisioningTokenKind]

type provisioningTokenKind struct{}

func (provisioningTokenKind) Prefix() string { return "sct" }
