package config

import (
	"strings"

	"taskflow/internal/platform/egress"
)

// Egress is what TaskFlow may call beyond the public internet over https.
func (s *Serve) Egress() egress.Policy {
	return egress.Policy{Private: s.EgressAllow, Plain: s.EgressHTTP}
}

func (s *Serve) validateEgress() error {
	for i, host := range s.EgressHTTP {
		if host == "" || strings.ContainsAny(host, "/:*@ ") {
			return settingError("egress-http", "must be the name of a host, such as idp.internal")
		}
		s.EgressHTTP[i] = strings.ToLower(host)
	}
	return nil
}
