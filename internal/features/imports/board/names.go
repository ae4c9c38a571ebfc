package board

// memberNames are all member names that any parser looks at. Names beyond these are counted and
// skipped; a name that isn't a usual one ("__proto__") is nothing special and never reaches a message.
var memberNames = func() map[string]string {
	names := map[string]string{}
	for _, n := range []string{
		// Trello
		"id", "name", "desc", "url", "shortUrl", "closed", "pos", "color", "lists", "cards", "labels", "members",
		"checklists", "customFields", "actions", "username", "fullName", "memberships", "memberType", "powerUps",
		"pluginData", "prefs", "backgroundImage", "avatarUrl", "avatarHash", "idList", "due", "dueComplete", "dueReminder",
		"start", "dateLastActivity", "idLabels", "idMembers", "idMembersVoted", "attachments", "stickers", "cover",
		"idAttachment", "idUploadedBackground", "coordinates", "locationName", "address", "isTemplate", "cardRole",
		"customFieldItems", "idCustomField", "idValue", "value", "text", "number", "date", "checked", "type", "options",
		"idCard", "checkItems", "state", "idMember", "data", "card", "old", "idMemberCreator", "memberCreator", "softLimit",
		// GitHub
		"action", "issue", "comment", "label", "milestone", "repository", "full_name", "description", "html_url",
		"repository_url", "title", "body", "user", "author", "login", "assignee", "assignees", "comments", "created_at",
		"createdAt", "updated_at", "updatedAt", "closed_at", "closedAt", "due_on", "dueOn", "pull_request", "reactions",
		"total_count", "locked", "state_reason", "reactionGroups", "sub_issues_summary", "sub_issues", "subIssues", "subIssuesSummary",
		"parent_issue_url", "parent", "issue_dependencies_summary", "blockedBy", "blocking",
	} {
		names[n] = n
	}
	return names
}()
