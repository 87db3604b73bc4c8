using System.Text.Json.Serialization;

namespace Polydev.Drivers.Remote.Frames;

/// <summary>A line that a node sends over its control connection. A type that is not known is of a newer node, and is passed over.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", IgnoreUnrecognizedTypeDiscriminators = true, UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(NodeHello), "hello")]
[JsonDerivedType(typeof(NodeStatus), "status")]
[JsonDerivedType(typeof(StartAnswer), "started")]
[JsonDerivedType(typeof(StopAnswer), "stopped")]
[JsonDerivedType(typeof(EndNotice), "ended")]
[JsonDerivedType(typeof(DrainNotice), "draining")]
[JsonDerivedType(typeof(NodePong), "pong")]
[JsonDerivedType(typeof(NodeClosing), "closing")]
internal record NodeFrame;
