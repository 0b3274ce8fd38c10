package network

import "encoding/json"

// profile is fabric-sdk-go's connection profile for one organisation's
// administrator. Three settings are not a matter of taste:
//   - orderers are listed under the channel: this client does not read their
//     addresses from the channel's configuration;
//   - maxTargets 1: with more, discovery at several peers races with itself
//     at start and times out;
//   - the certificates that it names are signed low-S (see signLowS).
func profile(d Dir, members []Member, own Organisation) ([]byte, error) {
	type object = map[string]any
	orderers, organisations := object{}, object{}
	peers, channelPeers := object{}, object{}
	var ordererNames []string
	for _, m := range members {
		o, err := m.Organisation()
		if err != nil {
			return nil, err
		}
		orderer, peer := o.Node(KindOrderer), o.Node(KindPeer)
		ordererNames = append(ordererNames, orderer)
		endpoint := func(address, name string) object {
			return object{"url": "grpcs://" + address, "tlsCACerts": object{"pem": m.Certificates.TLS},
				"grpcOptions": object{"ssl-target-name-override": name, "fail-fast": false, "allow-insecure": false}}
		}
		orderers[orderer] = endpoint(m.Orderer, orderer)
		peers[peer] = endpoint(m.Peer, peer)
		channelPeers[peer] = object{
			"endorsingPeer":  true,
			"chaincodeQuery": true,
			"ledgerQuery":    true,
			"eventSource":    true,
		}
		organisation := object{"mspid": o.MSP, "peers": []string{peer}}
		if o == own {
			files := d.administrator(o)
			organisation["users"] = object{sdkUser: object{
				"cert": object{"path": files.certificate}, "key": object{"path": files.key}}}
		} else {
			organisation["cryptoPath"] = "none" // required, and of no use: no user of theirs is loaded
		}
		organisations[o.Name] = organisation
	}
	one := object{"maxTargets": 1, "minResponses": 1,
		"retryOpts": object{"attempts": 8, "initialBackoff": "100ms", "maxBackoff": "1s", "backoffFactor": 1.5}}
	return json.Marshal(object{
		"version": "1.0.0",
		"client": object{
			"organization": own.Name,
			"logging":      object{"level": "critical"}, // it logs to standard output; its errors are returned too
			"BCCSP": object{"security": object{"enabled": true, "default": object{"provider": "SW"},
				"hashAlgorithm": "SHA2", "softVerify": true, "level": 256}},
			"credentialStore": object{"path": d.organisation(own).join("sdk"),
				"cryptoStore": object{"path": d.organisation(own).join("sdk", "keys")}},
			"tlsCerts": object{"systemCertPool": false},
		},
		"channels": object{Channel: object{"orderers": ordererNames, "peers": channelPeers,
			"policies": object{"discovery": one, "queryChannelConfig": one}}},
		"organizations": organisations,
		"orderers":      orderers,
		"peers":         peers,
	})
}

// sdkUser is the administrator's name inside a profile.
const sdkUser = "administrator"
