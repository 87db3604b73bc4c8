namespace Polydev.Drivers.Nomad.Client;

/// <summary>An answer of the cluster, with how fresh it is.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
/// <param name="Value">What was asked for.</param>
/// <param name="Index">Raft index that it is true at; 0 when the cluster does not say.</param>
/// <param name="KnownLeader">Whether the server knew a leader.</param>
/// <param name="LastContact">How long before it the server had heard of the leader.</param>
/// <param name="NextToken">Where the next page begins; null on the last one.</param>
public sealed record NomadAnswer<T>(T Value, ulong Index, bool KnownLeader, TimeSpan LastContact, string? NextToken);
