import events from '../en/events.json'

import { bring } from '..'

bring('events', events)
