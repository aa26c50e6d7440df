{{/* Image reference: (dict "image" (dict "registry" "repository" "tag")). */}}
{{- define "apim.image" -}}
{{- if .image.registry }}{{ .image.registry }}/{{ end }}{{ .image.repository }}:{{ .image.tag }}
{{- end }}

{{/* Requests and limits are one figure, so that a node is never promised more than it has. */}}
{{- define "apim.resources" -}}
requests: { cpu: {{ .cpu }}, memory: {{ .memory }} }
limits: { cpu: {{ .cpu }}, memory: {{ .memory }} }
{{- end }}

{{/* Pod Security "restricted": (dict "user" 1000). */}}
{{- define "apim.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ .user }}
runAsGroup: {{ .user }}
fsGroup: {{ .user }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "apim.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{- define "apim.volumeClaim" -}}
accessModes: [ReadWriteOnce]
{{- with .storageClass }}
storageClassName: {{ . }}
{{- end }}
resources: { requests: { storage: {{ .size }} } }
{{- end }}
