export { CalendarFace } from './CalendarFace'
