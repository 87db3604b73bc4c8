using System.Text.Json.Serialization;

namespace Polydev.Protocol.Nodes;

/// <summary>The first line of a node's connection to its controller: what the connection is for.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(AuthorityRequest), "authority")]
[JsonDerivedType(typeof(JoinRequest), "join")]
[JsonDerivedType(typeof(RenewRequest), "renew")]
[JsonDerivedType(typeof(ControlRequest), "control")]
[JsonDerivedType(typeof(LinkRequest), "link")]
public abstract record NodeRequest;
