namespace Polydev.Drivers.Remote.Frames;

/// <summary>The node's figures, every few seconds.</summary>
/// <param name="Figures">The figures.</param>
internal sealed record NodeStatus(NodeFigures Figures) : NodeFrame;
