// Package config owns the one typed table of TaskFlow's settings.
//
// A setting is a field of Storage or Serve. From it come the flag (--base-url), the
// environment variable (TASKFLOW_BASE_URL), the key of the configuration file
// ("base-url"), the help and the operators' table. A flag wins over the
// environment, the environment over the file, the file over the default.
//
// It promises that a mistake stops the start with one line that names the flag and the
// variable: unknown flags, variables and keys, settings given twice, half-set pairs,
// and an open door (listening beyond loopback without TLS or a named proxy). No error
// holds the value of a secret.
//
// It doesn't open what the settings name: no database, no socket, no certificate.
package config
