using System.Text.Json;
using Polydev.Drivers.Nomad.Model;

namespace Polydev.Drivers.Nomad.Client;

/// <summary>What can be asked of tokens and policies.</summary>
/// <remarks>https://developer.hashicorp.com/nomad/api-docs/acl</remarks>
public sealed class AclCalls
{
    private readonly NomadTransport _transport;

    internal AclCalls(NomadTransport transport) => _transport = transport;

    /// <summary>Makes the first management token. Works once; its secret is shown now and never again.</summary>
    public Task<NomadAnswer<AclToken>> BootstrapAsync(CancellationToken cancellationToken) => _transport.WriteAsync(
        HttpMethod.Put, NomadTarget.Of("/v1/acl/bootstrap"), null, NomadJson.Default.AclToken, Repeat.Never, cancellationToken);

    /// <summary>Makes or changes a policy.</summary>
    public Task SetPolicyAsync(AclPolicy policy, CancellationToken cancellationToken) => _transport.WriteAsync(
        HttpMethod.Put,
        NomadTarget.Of("/v1/acl/policy", policy.Name),
        JsonSerializer.SerializeToUtf8Bytes(policy, NomadJson.Default.AclPolicy),
        Repeat.Safe,
        cancellationToken);

    /// <summary>Makes a client token with some policies.</summary>
    public Task<NomadAnswer<AclToken>> CreateTokenAsync(string name, IReadOnlyList<string> policies, CancellationToken cancellationToken) => _transport.WriteAsync(
        HttpMethod.Put,
        NomadTarget.Of("/v1/acl/token"),
        JsonSerializer.SerializeToUtf8Bytes(new TokenRequest(name, "client", policies), NomadJson.Default.TokenRequest),
        NomadJson.Default.AclToken,
        Repeat.Never,
        cancellationToken);

    /// <summary>The token that we hold.</summary>
    public Task<NomadAnswer<AclToken>> SelfAsync(CancellationToken cancellationToken) =>
        _transport.ReadAsync(NomadTarget.Of("/v1/acl/token/self"), null, NomadJson.Default.AclToken, cancellationToken);

    /// <summary>All tokens, without their secrets.</summary>
    public Task<NomadAnswer<IReadOnlyList<AclToken>>> TokensAsync(CancellationToken cancellationToken) =>
        _transport.ReadAsync(NomadTarget.Of("/v1/acl/tokens"), null, NomadJson.Default.IReadOnlyListAclToken, cancellationToken);
}
