namespace Polydev.Protocol.Link;

/// <summary>Take no more executions; exit with code 0 when the running ones are done and acknowledged.</summary>
public sealed record DrainFrame : ControllerFrame;
