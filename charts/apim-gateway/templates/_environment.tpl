{{- define "apim-gateway.secretName" -}}
{{ default (printf "%s-gateway-secrets" .Release.Name) .Values.existingSecret }}
{{- end }}

{{/* One variable from the secret: (dict "root" $ "name" "VARIABLE" "key" "key-in-secret"). */}}
{{- define "apim-gateway.fromSecret" -}}
- name: {{ .name }}
  valueFrom: { secretKeyRef: { name: {{ include "apim-gateway.secretName" .root }}, key: {{ .key }} } }
{{- end }}

{{- define "apim-gateway.kongEnvironment" -}}
- { name: KONG_DATABASE, value: postgres }
- { name: KONG_PG_HOST, value: apim-gateway-postgresql }
- { name: KONG_PG_USER, value: kong }
- { name: KONG_PG_DATABASE, value: kong }
{{ include "apim-gateway.fromSecret" (dict "root" . "name" "KONG_PG_PASSWORD" "key" "postgresql-password") }}
- { name: KONG_PREFIX, value: /kong-prefix }
- { name: KONG_NGINX_WORKER_PROCESSES, value: '1' }
- { name: KONG_PROXY_LISTEN, value: '0.0.0.0:8000' }
- { name: KONG_ADMIN_LISTEN, value: '0.0.0.0:8001' }
- { name: KONG_STATUS_LISTEN, value: '0.0.0.0:8100' }
- { name: KONG_PROXY_ACCESS_LOG, value: /dev/stdout }
- { name: KONG_PROXY_ERROR_LOG, value: /dev/stderr }
- { name: KONG_ADMIN_ACCESS_LOG, value: /dev/stdout }
- { name: KONG_ADMIN_ERROR_LOG, value: /dev/stderr }
# The platform's global function digests presented keys by it.
- { name: KONG_UNTRUSTED_LUA_SANDBOX_REQUIRES, value: kong.tools.sha256 }
{{- end }}
