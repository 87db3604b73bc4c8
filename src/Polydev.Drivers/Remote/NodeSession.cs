using Polydev.Drivers.Remote.Frames;

namespace Polydev.Drivers.Remote;

/// <summary>One control connection of a node, as the controller holds it.</summary>
/// <param name="Send">Sends a command; never blocks.</param>
/// <param name="Drop">Ends the connection, with a reason.</param>
internal sealed record NodeSession(Action<NodeCommand> Send, Action<string> Drop);
