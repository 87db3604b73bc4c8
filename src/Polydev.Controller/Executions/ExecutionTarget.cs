using Polydev.Providers;

namespace Polydev.Controller.Executions;

/// <summary>Where an attempt goes.</summary>
/// <param name="Provider">Provider name.</param>
/// <param name="Model">The provider's name of the model.</param>
/// <param name="Wire">The wire to speak.</param>
/// <param name="BaseUrl">The provider's address, by the operator's configuration.</param>
internal sealed record ExecutionTarget(string Provider, string Model, Wire Wire, string BaseUrl);
