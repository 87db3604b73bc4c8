using System.Text.Json.Serialization;

namespace Polydev.Protocol.Nodes;

/// <summary>The controller's answer to the first line of a connection.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(AuthorityReply), "authority")]
[JsonDerivedType(typeof(JoinedReply), "joined")]
[JsonDerivedType(typeof(RefusedReply), "refused")]
[JsonDerivedType(typeof(SetupReply), "setup")]
public abstract record NodeReply;
