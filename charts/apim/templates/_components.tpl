{{/*
The platform's own deployments, as YAML: name, port, program, the manager and issuer it is, and what it reads beyond the
common settings.
*/}}
{{- define "apim.components" -}}
tenantManager: { name: deploy-apim-tenant-manager, port: 4001, program: subgraphs/tenant/src/main.ts, manager: tenant, issuer: tenant }
gatewayManager: { name: deploy-apim-gateway-manager, port: 4002, program: subgraphs/gateway/src/main.ts, manager: gateway, issuer: gateway }
policyManager: { name: deploy-apim-policy-manager, port: 4003, program: subgraphs/policy/src/main.ts, manager: policy, issuer: policy }
developerPortalBackend: { name: deploy-apim-developer-portal-backend, port: 4004, program: subgraphs/portal/src/main.ts, manager: portal, issuer: portal }
analysisManager: { name: deploy-apim-analysis-manager, port: 4005, program: subgraphs/analytics/src/main.ts, manager: analytics, issuer: analytics }
bff: { name: deploy-apim-bff, port: 4000, program: supergraph/src/main.ts, issuer: bff }
bffPublic: { name: deploy-apim-bff-public, port: 4010, program: supergraph/src/main.ts, issuer: bff }
developerPortalFrontend: { name: deploy-apim-developer-portal-frontend, port: 3000, program: portal/.output/server/index.mjs }
{{- end }}

{{/* Settings of one component alone: (dict "root" $ "key" key "component" component). */}}
{{- define "apim.ownEnvironment" -}}
{{- $root := .root }}
{{- $hosts := $root.Values.hosts }}
{{- if eq .key "tenantManager" }}
{{ include "apim.fromSecret" (dict "root" $root "name" "DATABASE_PASSWORD" "key" "postgresql-password") }}
- { name: DATABASE_URL, value: "postgresql://apim:$(DATABASE_PASSWORD)@statefulset-apim-tenant-manager-postgresql:5432/apim_tenant" }
- { name: OIDC_ISSUER, value: "https://{{ $hosts.developers }}/oidc" }
- { name: BFF_REDIRECT_URIS, value: "https://{{ $hosts.developers }}/auth/callback,https://{{ $hosts.admin }}/auth/callback" }
{{ include "apim.fromSecret" (dict "root" $root "name" "BFF_CLIENT_SECRET" "key" "bff-client-secret") }}
{{ include "apim.fromSecret" (dict "root" $root "name" "OIDC_COOKIE_KEYS" "key" "oidc-cookie-keys") }}
{{ include "apim.fromSecret" (dict "root" $root "name" "OIDC_SIGNING_KEYS" "key" "oidc-signing-keys") }}
{{- else if eq .key "gatewayManager" }}
{{ include "apim.mariadbEnvironment" (dict "root" $root "database" "apim_gateway") }}
- { name: ADMIN_ADDRESS_ALLOW, value: {{ join "," $root.Values.gatewayManager.upstreamAllow | quote }} }
- { name: ACCESS_LOG_URL, value: "http://deploy-apim-analysis-manager.{{ $root.Release.Namespace }}.svc:4005/ingest" }
{{ include "apim.fromSecret" (dict "root" $root "name" "INGEST_TOKEN" "key" "ingest-token") }}
{{- else if eq .key "policyManager" }}
{{ include "apim.mariadbEnvironment" (dict "root" $root "database" "apim_policy") }}
{{- else if eq .key "developerPortalBackend" }}
{{ include "apim.mariadbEnvironment" (dict "root" $root "database" "apim_portal") }}
{{- else if eq .key "analysisManager" }}
- { name: DUCKDB_PATH, value: /data/analytics.duckdb }
{{ include "apim.fromSecret" (dict "root" $root "name" "INGEST_TOKEN" "key" "ingest-token") }}
{{- else if eq .key "bff" }}
{{ include "apim.bffEnvironment" (dict "root" $root "surface" "admin" "host" $hosts.admin "ingress" $root.Values.ingress.internal) }}
{{- else if eq .key "bffPublic" }}
{{ include "apim.bffEnvironment" (dict "root" $root "surface" "public" "host" $hosts.developers "ingress" $root.Values.ingress.public) }}
{{- else }}
- { name: HOST, value: 0.0.0.0 }
- { name: PORT, value: {{ .component.port | quote }} }
- { name: NODE_ENV, value: production }
- { name: NUXT_BFF_URL, value: "http://deploy-apim-bff-public:4010" }
{{- end }}
{{- end }}
