namespace Polydev.Simulator.Serving;

/// <summary>Makes the server close the connection in the middle of a body: the one way to do so after which all that was written still arrives.</summary>
internal sealed class ConnectionCutException() : Exception("the answer is cut on purpose");
