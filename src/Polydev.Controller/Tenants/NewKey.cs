namespace Polydev.Controller.Tenants;

/// <summary>A key just made, with its secret, which is shown this once.</summary>
/// <param name="Key">What is kept of it.</param>
/// <param name="Secret">The key itself, <c>pd_…</c>.</param>
internal sealed record NewKey(ApiKey Key, string Secret);
