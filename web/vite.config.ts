import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

// The server that `make run` starts; the development server hands its API on.
const server = 'http://127.0.0.1:8080'

// The order of the layers is that of their first mention, and the bundler puts the styles of shared parts before those of the page.
const layersFirst = (): Plugin => ({
  name: 'layers-first', enforce: 'post',
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type === 'asset' && file.fileName.endsWith('.css')) file.source = `@layer reset,tokens,base,ui,app,features;${String(file.source)}`
    }
  },
})

/**
 * Few files, each asked for by those who need it: what asks for a page's data at once, what every page begins with, what
 * signing in needs, and what working in a workspace needs. Without this there are dozens, which wait for each other on a
 * slow line. What signing in and working both need stands in what every page begins with, so that neither brings the other.
 */
const chunks = [
  { name: 'early', priority: 4, test: /\/src\/api\/early\.ts$/ },
  { name: 'start', priority: 3, test: /\/src\/(main\.tsx|app\/router\.tsx|features\/auth\/signOut\.ts|ui\/Form\.tsx|lib\/debounced\.ts)$|\/@tanstack\/(query-core|react-query)\// },
  { name: 'door', priority: 2, test: /\/src\/(features\/auth\/(index\.ts|(LoginPage|SignupPage|VerifyPage|InvitePage)\.tsx))$/ },
  { name: 'work', priority: 1, test: /\/src\/(app\/Shell\.tsx|features\/(board\/ProjectPage|start\/HomePage)\.tsx)$/ },
]

export default defineConfig({
  plugins: [react(), layersFirst()],
  resolve: { alias: { '~': new URL('./src', import.meta.url).pathname } },
  build: {
    target: ['chrome123', 'firefox121', 'safari17.5'],
    // A polyfill would be an inline script, which the policy refuses.
    modulePreload: { polyfill: false },
    // A data: address is another origin to the policy.
    assetsInlineLimit: 0,
    // Which files a page begins with (scripts/publish.mjs).
    manifest: true,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 600,
    rolldownOptions: { output: { codeSplitting: { groups: chunks, includeDependenciesRecursively: true } } },
    // One stylesheet, whose integrity stands in the page: those that are loaded later have none.
    cssCodeSplit: false,
  },
  server: { proxy: { '/api': { target: server, changeOrigin: false } } },
  // Few tests need a page: those that do say so in their first line.
  test: { environment: 'node', include: ['src/**/*.test.{ts,tsx}'], pool: 'threads', restoreMocks: true },
})
