namespace Polydev.Controller.Api;

/// <summary>Usage of some days.</summary>
/// <param name="From">First UTC day.</param>
/// <param name="To">Last UTC day.</param>
/// <param name="Usage">The groups, sorted.</param>
/// <param name="Totals">All of them together.</param>
internal sealed record UsageResponse(DateOnly From, DateOnly To, IReadOnlyList<UsageItem> Usage, UsageItem Totals);
