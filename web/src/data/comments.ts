import { api, ifMatch, once, unwrap } from '~/api/client'
import { present } from '~/lib/clock'
import { newId } from '~/lib/ids'

import { patch, put, remove } from './changes'
import type { Comment } from './model'
import { defineMutation, type Mutation } from './mutation'

export interface CommentRef { ws: string; task: string; id: string }

const path = ({ ws, task, id }: CommentRef) => ({ params: { path: { workspace_id: ws, task_id: task, comment_id: id } } })

/** newComment fills in the id, which is made here so that the comment is shown at once. */
export function newComment(comment: { ws: string; task: string; body: string }): CommentRef & { body: string } {
  return { ...comment, id: newId('comment') }
}

export const createComment: Mutation<CommentRef & { body: string }> = defineMutation<CommentRef & { body: string }>({
  key: 'comments.create',
  about: ({ id }) => [id],
  apply(view, { task, id, body }) {
    const now = present().toISOString()
    return [put('comment', { id, task_id: task, author_id: view.me, body, created_at: now, updated_at: now, edited: false, version: 0 } as unknown as Comment)]
  },
  async call({ ws, task, id, body }, { key }) {
    return [put('comment', await unwrap(api.POST('/api/v1/workspaces/{workspace_id}/tasks/{task_id}/comments', { params: { path: { workspace_id: ws, task_id: task } }, body: { id, body }, headers: once(key) })))]
  },
})

export const updateComment: Mutation<CommentRef & { body: string }> = defineMutation<CommentRef & { body: string }>({
  key: 'comments.update',
  about: ({ id }) => [id],
  apply: (_view, { id, body }) => [patch('comment', id, { body })],
  invert(view, { body: _body, ...ref }) {
    const before = view.get('comment', ref.id)
    return before && updateComment.with({ ...ref, body: before.body })
  },
  async call({ body, ...ref }, sending) {
    return [put('comment', await unwrap(api.PATCH('/api/v1/workspaces/{workspace_id}/tasks/{task_id}/comments/{comment_id}', { ...path(ref), body: { body }, headers: ifMatch(sending.version(ref.id)) })))]
  },
})

export const deleteComment: Mutation<CommentRef> = defineMutation<CommentRef>({
  key: 'comments.delete',
  about: ({ id }) => [id],
  apply: (_view, { id }) => [remove('comment', id)],
  invert(view, ref) {
    const before = view.get('comment', ref.id)
    return before && restoreComment.with({ ...ref, comment: before })
  },
  async call(ref) {
    await api.DELETE('/api/v1/workspaces/{workspace_id}/tasks/{task_id}/comments/{comment_id}', path(ref))
  },
})

export const restoreComment: Mutation<CommentRef & { comment: Comment }> = defineMutation<CommentRef & { comment: Comment }>({
  key: 'comments.restore',
  about: ({ id }) => [id],
  apply: (_view, { comment }) => [put('comment', comment)],
  invert: (_view, { comment: _comment, ...ref }) => deleteComment.with(ref),
  async call({ comment: _comment, ...ref }, { key }) {
    return [put('comment', await unwrap(api.POST('/api/v1/workspaces/{workspace_id}/tasks/{task_id}/comments/{comment_id}/restore', { ...path(ref), headers: once(key) })))]
  },
})
