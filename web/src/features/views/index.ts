export { ViewBar } from './ViewBar'
