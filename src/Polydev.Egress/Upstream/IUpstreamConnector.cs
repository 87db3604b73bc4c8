namespace Polydev.Egress.Upstream;

/// <summary>A tenant's way out: how a tunnel reaches its target. Directly from this machine, or through the tenant's own upstream.</summary>
public interface IUpstreamConnector
{
    /// <summary>Opens a connection. Expected failures are values; only cancellation throws.</summary>
    Task<UpstreamResult> ConnectAsync(UpstreamRequest request, CancellationToken cancellationToken);
}
