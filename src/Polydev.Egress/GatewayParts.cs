using Microsoft.Extensions.Logging;
using Polydev.Egress.Tunnels;
using Polydev.Egress.Upstream;

namespace Polydev.Egress;

/// <summary>What every connection of a gateway shares.</summary>
internal sealed record GatewayParts(
    EgressOptions Options,
    IUpstreamConnector Connector,
    TunnelTable Table,
    PrewarmEndpoint Prewarm,
    EgressMetrics Metrics,
    TimeProvider Time,
    ILogger Logger);
