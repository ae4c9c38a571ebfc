package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

const envPrefix = "TASKFLOW_"

// notSettings are the variables of TaskFlow's own tests and tools.
var notSettings = regexp.MustCompile(`^TASKFLOW_(TEST_.*|CORPORA|TOOLS|PG_.*)$`)

// Kubernetes and Docker links tell every container of a service named taskflow-… by
// variables of these shapes; they are nobody's mistake.
var (
	serviceHost = regexp.MustCompile(`^TASKFLOW_([A-Z0-9_]+_)?SERVICE_(HOST|PORT(_[A-Z0-9_]+)?)$`)
	servicePort = regexp.MustCompile(`^TASKFLOW_([A-Z0-9_]+_)?PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?$`)
	linkValue   = regexp.MustCompile(`^(tcp|udp|sctp)(://.*)?$|^[0-9a-fA-F.:]+$`)
)

func unknownVariables(environ []string, flags map[string]*kong.Flag) error {
	known := map[string]bool{}
	for _, flag := range flags {
		for _, name := range flag.Envs {
			known[name] = true
		}
	}
	var unknown []string
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		if strings.HasPrefix(name, envPrefix) && !known[name] && !notSettings.MatchString(name) && !injected(name, value) {
			unknown = append(unknown, name)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	slices.Sort(unknown)
	return fmt.Errorf("unknown environment variable %s", strings.Join(unknown, ", "))
}

func injected(name, value string) bool {
	return (serviceHost.MatchString(name) || servicePort.MatchString(name)) && linkValue.MatchString(value)
}
