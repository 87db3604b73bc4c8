namespace Polydev.Protocol.Nodes;

/// <summary>Asks for the certificate of the controller's own authority. Whoever asks checks it against what the join token says of it.</summary>
public sealed record AuthorityRequest : NodeRequest;
