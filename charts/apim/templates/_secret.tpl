{{/* Sprig makes keys as PEM, and the platform reads JWK: the fields are cut out of the DER. */}}
{{- define "apim.base64url" -}}
{{ . | b64enc | replace "+" "-" | replace "/" "_" | trimAll "=" }}
{{- end }}

{{- define "apim.der" -}}
{{ regexReplaceAll "-----[A-Z ]+-----|\\s" . "" }}
{{- end }}

{{/* A new Ed25519 key as JWK: (dict "kid" "bff"). RFC 8410: 16 bytes, then the seed; the certificate holds the public half. */}}
{{- define "apim.ed25519Jwk" -}}
{{- $pem := genPrivateKey "ed25519" }}
{{- $seed := include "apim.der" $pem | b64dec | substr 16 48 }}
{{- $certificate := genSelfSignedCertWithKey "apim" nil nil 1 $pem }}
{{- $spki := index (splitList "\x06\x03\x2b\x65\x70\x03\x21\x00" (include "apim.der" $certificate.Cert | b64dec)) 1 }}
{{- dict "kty" "OKP" "crv" "Ed25519" "alg" "EdDSA" "kid" .kid "d" (include "apim.base64url" $seed) "x" (include "apim.base64url" (substr 0 32 $spki)) | toJson }}
{{- end }}

{{/* A new P-256 key as JWK set. RFC 5915: 7 bytes, then the number; the point ends the structure. */}}
{{- define "apim.p256Jwks" -}}
{{- $der := genPrivateKey "ecdsa" | include "apim.der" | b64dec }}
{{- $point := index (splitList "\x03\x42\x00\x04" $der) 1 }}
{{- $key := dict "kty" "EC" "crv" "P-256" "alg" "ES256" "use" "sig" "kid" (randAlphaNum 12) "d" (include "apim.base64url" (substr 7 39 $der)) "x" (include "apim.base64url" (substr 0 32 $point)) "y" (include "apim.base64url" (substr 32 64 $point)) }}
{{- dict "keys" (list $key) | toJson }}
{{- end }}
