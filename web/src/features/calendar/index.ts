import '~/i18n/late/calendar'

export { CalendarFace } from './CalendarFace'
