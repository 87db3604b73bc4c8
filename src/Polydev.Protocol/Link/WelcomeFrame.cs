namespace Polydev.Protocol.Link;

/// <summary>The controller took the worker in, or took it back.</summary>
public sealed record WelcomeFrame : ControllerFrame
{
    /// <summary>Secret to dial again with when the link breaks.</summary>
    public string Session { get; init => field = value ?? ""; } = "";
}
