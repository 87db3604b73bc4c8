namespace Polydev.Protocol.Nodes;

/// <summary>Asks for the next certificate, shown the present one.</summary>
public sealed record RenewRequest : NodeRequest
{
    /// <summary>PKCS#10 request, DER, as of <see cref="JoinRequest.Request"/>.</summary>
    public byte[] Request { get; init => field = value ?? []; } = [];
}
