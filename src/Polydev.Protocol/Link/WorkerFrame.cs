using System.Text.Json.Serialization;

namespace Polydev.Protocol.Link;

/// <summary>A line that a worker sends up its link. Events, the hot ones, are written and read by <see cref="EventFrame"/> instead.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(HelloFrame), "hello")]
[JsonDerivedType(typeof(DoneFrame), "done")]
[JsonDerivedType(typeof(PongFrame), "pong")]
public abstract record WorkerFrame;
