namespace Polydev.Drivers.Remote;

/// <summary>A node as it is remembered over a restart of the controller.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Drains">Until when what runs there may go on, by who drains it.</param>
internal sealed record NodeEntry(string Name, IReadOnlyDictionary<string, DateTimeOffset>? Drains = null);
