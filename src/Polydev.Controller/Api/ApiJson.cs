using System.Text.Json.Serialization;

namespace Polydev.Controller.Api;

/// <summary>How the API's requests and answers look as JSON: snake_case, nulls left out, unknown fields refused, no reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(CreateTenantRequest))]
[JsonSerializable(typeof(ChangeTenantRequest))]
[JsonSerializable(typeof(TenantResponse))]
[JsonSerializable(typeof(TenantListResponse))]
[JsonSerializable(typeof(CreateKeyRequest))]
[JsonSerializable(typeof(KeyResponse))]
[JsonSerializable(typeof(KeyListResponse))]
[JsonSerializable(typeof(SetCredentialRequest))]
[JsonSerializable(typeof(CredentialResponse))]
[JsonSerializable(typeof(CredentialListResponse))]
[JsonSerializable(typeof(UsageResponse))]
[JsonSerializable(typeof(CreateJoinTokenRequest))]
[JsonSerializable(typeof(JoinTokenResponse))]
[JsonSerializable(typeof(JoinTokenListResponse))]
internal sealed partial class ApiJson : JsonSerializerContext;
