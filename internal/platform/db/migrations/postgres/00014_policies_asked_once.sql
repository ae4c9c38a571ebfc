-- +goose Up

-- Who a transaction is for is asked once per question, not once per row. And IS
-- TRUE keeps a policy from choosing the way to the rows: every question names
-- its workspace for that, and a search goes by the index of words alone.
ALTER POLICY tenant ON tasks USING ((workspace_id = (SELECT taskflow_workspace())) IS TRUE);
ALTER POLICY tenant ON task_labels USING ((workspace_id = (SELECT taskflow_workspace())) IS TRUE);
ALTER POLICY tenant ON labels USING ((workspace_id = (SELECT taskflow_workspace())) IS TRUE);
ALTER POLICY tenant ON checklist_items USING ((workspace_id = (SELECT taskflow_workspace())) IS TRUE);
ALTER POLICY tenant ON comments USING ((workspace_id = (SELECT taskflow_workspace())) IS TRUE);
ALTER POLICY tenant ON projects USING ((workspace_id = (SELECT taskflow_workspace())) IS TRUE);
ALTER POLICY tenant ON project_members USING ((workspace_id = (SELECT taskflow_workspace())) IS TRUE);
ALTER POLICY tenant ON columns USING ((workspace_id = (SELECT taskflow_workspace())) IS TRUE);
ALTER POLICY tenant ON invitations USING ((workspace_id = (SELECT taskflow_workspace())) IS TRUE);
ALTER POLICY tenant ON imports USING ((workspace_id = (SELECT taskflow_workspace())) IS TRUE);
ALTER POLICY tenant ON import_items USING ((workspace_id = (SELECT taskflow_workspace())) IS TRUE);
ALTER POLICY tenant ON deleted_comments USING ((workspace_id = (SELECT taskflow_workspace())) IS TRUE);
ALTER POLICY tenant ON events USING ((workspace_id = (SELECT taskflow_workspace())) IS TRUE);
ALTER POLICY tenant ON members USING ((workspace_id = (SELECT taskflow_workspace()) OR user_id = (SELECT taskflow_user())) IS TRUE);
ALTER POLICY tenant ON workspaces USING ((id = (SELECT taskflow_workspace()) OR EXISTS (
    SELECT FROM members m WHERE m.workspace_id = workspaces.id AND m.user_id = (SELECT taskflow_user()))) IS TRUE);
ALTER POLICY tenant ON audit_events USING ((workspace_id = coalesce((SELECT taskflow_workspace()), '00000000-0000-7000-8000-000000000000')) IS TRUE);
