import { startTransition } from 'react'
import { createRoot } from 'react-dom/client'

import { api } from '~/api/client'
import { connection } from '~/api/connection'
import { isProblem } from '~/api/problem'
import { App } from '~/app/App'
import { listenToKeys } from '~/app/hotkeys'
import { showOutcomes } from '~/app/notices'
import { fetchEarly } from '~/app/router'
import { engine } from '~/data'
import { startTexts } from '~/i18n'
import { applyPreferences } from '~/styles/apply'

import '~/styles/index.css'

fetchEarly(location.pathname)
applyPreferences()
showOutcomes()
listenToKeys()
connection.follow(() => void api.GET('/healthz').catch(() => undefined))
// A page that is left takes with it what the server doesn't have yet: the browser asks before.
addEventListener('beforeunload', (event) => engine.waiting.get() > 0 && event.preventDefault())
await startTexts()

const root = document.getElementById('root')
// What the server has refused is said on the page; anything else is a fault of it.
// A transition is drawn in small steps, between which the page answers.
if (root !== null) startTransition(() => createRoot(root, { onCaughtError: (error) => isProblem(error) || reportError(error) }).render(<App />))
