{{- define "apim.secretName" -}}
{{ default (printf "%s-secrets" .Release.Name) .Values.existingSecret }}
{{- end }}

{{/* One variable from the secret: (dict "root" $ "name" "VARIABLE" "key" "key-in-secret"). */}}
{{- define "apim.fromSecret" -}}
- name: {{ .name }}
  valueFrom: { secretKeyRef: { name: {{ include "apim.secretName" .root }}, key: {{ .key }} } }
{{- end }}

{{- define "apim.managerUrls" -}}
{{- $urls := dict }}
{{- range $manager, $component := fromYaml (include "apim.components" .) }}
{{- with $component.manager }}
{{- $_ := set $urls . (printf "http://%s:%v" $component.name $component.port) }}
{{- end }}
{{- end }}
{{- toJson $urls }}
{{- end }}

{{/* What every part but the portal's front end reads: (dict "root" $ "component" component). */}}
{{- define "apim.commonEnvironment" -}}
{{- $root := .root }}
{{- $issuer := .component.issuer -}}
- { name: APIM_MODE, value: production }
- { name: HOST, value: 0.0.0.0 }
- { name: PORT, value: {{ .component.port | quote }} }
- { name: LOG_LEVEL, value: {{ $root.Values.logLevel }} }
- { name: MANAGER_URLS, value: {{ include "apim.managerUrls" $root | quote }} }
{{ include "apim.fromSecret" (dict "root" $root "name" "ACTOR_SIGNING_KEY" "key" (printf "actor-key-%s" $issuer)) }}
{{ include "apim.fromSecret" (dict "root" $root "name" "ACTOR_TRUSTED_KEYS" "key" "actor-trusted-keys") }}
{{ include "apim.fromSecret" (dict "root" $root "name" "REDIS_PASSWORD" "key" "redis-password") }}
- { name: REDIS_URL, value: "redis://:$(REDIS_PASSWORD)@{{ $root.Values.redis.host }}:{{ $root.Values.redis.port }}" }
{{- end }}

{{/* A MariaDB database: (dict "root" $ "database" "apim_…"). */}}
{{- define "apim.mariadbEnvironment" -}}
{{ include "apim.fromSecret" (dict "root" .root "name" "DATABASE_PASSWORD" "key" "mariadb-password") }}
- { name: DATABASE_URL, value: "mysql://apim:$(DATABASE_PASSWORD)@deploy-apim-mariadb-master:3306/{{ .database }}" }
{{- end }}

{{- define "apim.bffEnvironment" -}}
- { name: SURFACE, value: {{ .surface }} }
- { name: OIDC_ISSUER, value: "https://{{ .root.Values.hosts.developers }}/oidc" }
- { name: BFF_CLIENT_ID, value: apim-bff }
- { name: PUBLIC_URL, value: "https://{{ .host }}" }
- { name: TRUSTED_PROXIES, value: {{ join "," .ingress.trustedProxies | quote }} }
{{ include "apim.fromSecret" (dict "root" .root "name" "BFF_CLIENT_SECRET" "key" "bff-client-secret") }}
{{- end }}
