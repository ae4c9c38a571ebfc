import board from '../en/board.json'
import list from '../en/list.json'
import onboarding from '../en/onboarding.json'
import palette from '../en/palette.json'
import quickadd from '../en/quickadd.json'
import search from '../en/search.json'
import task from '../en/task.json'
import views from '../en/views.json'

import { bring } from '..'

/** What is shown beside or within a workspace's boards and lists comes with the workspace's frame. */
bring('board', board)
bring('list', list)
bring('onboarding', onboarding)
bring('palette', palette)
bring('quickadd', quickadd)
bring('search', search)
bring('task', task)
bring('views', views)
