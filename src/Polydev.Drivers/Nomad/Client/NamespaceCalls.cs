using System.Text.Json;
using Polydev.Drivers.Nomad.Model;

namespace Polydev.Drivers.Nomad.Client;

/// <summary>What can be asked of namespaces.</summary>
/// <remarks>https://developer.hashicorp.com/nomad/api-docs/namespaces</remarks>
public sealed class NamespaceCalls
{
    private readonly NomadTransport _transport;

    internal NamespaceCalls(NomadTransport transport) => _transport = transport;

    /// <summary>Namespaces that the token may see.</summary>
    public Task<NomadAnswer<IReadOnlyList<NomadNamespace>>> ListAsync(CancellationToken cancellationToken) =>
        _transport.ReadAsync(NomadTarget.Of("/v1/namespaces"), null, NomadJson.Default.IReadOnlyListNomadNamespace, cancellationToken);

    /// <summary>A namespace.</summary>
    public Task<NomadAnswer<NomadNamespace>> GetAsync(string name, CancellationToken cancellationToken) =>
        _transport.ReadAsync(NomadTarget.Of("/v1/namespace", name), null, NomadJson.Default.NomadNamespace, cancellationToken);

    /// <summary>Makes or changes a namespace. Needs a management token.</summary>
    public Task SetAsync(NomadNamespace wanted, CancellationToken cancellationToken) => _transport.WriteAsync(
        HttpMethod.Put,
        NomadTarget.Of("/v1/namespace", wanted.Name),
        JsonSerializer.SerializeToUtf8Bytes(wanted, NomadJson.Default.NomadNamespace),
        Repeat.Safe,
        cancellationToken);

    /// <summary>Removes a namespace. Needs a management token.</summary>
    public Task RemoveAsync(string name, CancellationToken cancellationToken) =>
        _transport.WriteAsync(HttpMethod.Delete, NomadTarget.Of("/v1/namespace", name), null, Repeat.Safe, cancellationToken);
}
