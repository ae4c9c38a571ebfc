import calendar from '../en/calendar.json'

import { bring } from '..'

bring('calendar', calendar)
