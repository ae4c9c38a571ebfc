/** The list as a face of a project: a file of its own, for it isn't fetched with the board. */
export { ListFace } from './ListFace'
