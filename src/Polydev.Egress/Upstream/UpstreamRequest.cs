using Polydev.Egress.Policy;
using Polydev.Protocol.Egress;
using Polydev.Sockets;

namespace Polydev.Egress.Upstream;

/// <summary>A tunnel that policy allows and that is to be opened.</summary>
/// <param name="Identity">Whose it is.</param>
/// <param name="Host">Name or address of the target, in its one spelling.</param>
/// <param name="Port">Port of the target.</param>
/// <param name="Rule">The rule that allows it.</param>
/// <param name="Loop">Where the worker's side is: the way out belongs there too.</param>
public sealed record UpstreamRequest(EgressIdentity Identity, string Host, int Port, EgressRule Rule, SocketLoop Loop);
