using System.Security.Cryptography;
using System.Text.Json;

namespace Polydev.Drivers.Nomad.Jobs.Templates;

/// <summary>A template as it is offered: what it is for, what can be chosen, and how a job comes of that.</summary>
public sealed class TemplateKind
{
    private const int RandomBytes = 4;

    private readonly Func<TemplateReading, string, JobTemplate> _make;

    internal TemplateKind(JobTemplate example, string? id, IReadOnlyList<TemplateParameter> parameters, Func<TemplateReading, string, JobTemplate> make)
    {
        Name = example.Template;
        Purpose = example.Purpose.ReplaceLineEndings(" ");
        (Id, Parameters, _make) = (id, parameters, make);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What it is for, in a few sentences.</summary>
    public string Purpose { get; }

    /// <summary>Id of a job of it when none is said; ends with <c>-</c> when each job gets one of its own; null when the id is made from the parameters.</summary>
    public string? Id { get; }

    /// <summary>What can be chosen.</summary>
    public IReadOnlyList<TemplateParameter> Parameters { get; }

    /// <summary>Makes a job's template.</summary>
    /// <param name="values">Values by parameter.</param>
    /// <param name="id">Id of the job; null for the template's own.</param>
    /// <param name="defaults">What is taken where nothing is said.</param>
    /// <returns>The template, or all that is wrong.</returns>
    public (JobTemplate? Template, TemplateFaults Faults) Make(IReadOnlyDictionary<string, JsonElement> values, string? id, TemplateDefaults defaults)
    {
        var reading = new TemplateReading(values, defaults);
        reading.RefuseOthers(Parameters);
        if (id is not null)
        {
            reading.Faults.Add("id", Id is null ? "cannot be chosen for this template: it is made from the parameters" : TemplateWords.OfId(id));
        }

        var template = _make(reading, id ?? OwnId());
        return reading.Faults.ByField.Count == 0 ? (template, reading.Faults) : (null, reading.Faults);
    }

    /// <summary>The parameters with the defaults they have here.</summary>
    public IReadOnlyList<TemplateParameter> Describe(TemplateDefaults defaults) => [.. Parameters.Select(parameter => parameter.Name switch
    {
        "image" => parameter with { Default = Name == BrowserVmJob.TemplateName ? defaults.BrowserImage : defaults.Image },
        "datacenters" => parameter with { Default = string.Join(',', defaults.Place.Datacenters) },
        "node_pool" => parameter with { Default = defaults.Place.NodePool },
        _ => parameter,
    })];

    private string OwnId() => Id is not null && Id.EndsWith('-') ? Id + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes)) : Id ?? "";
}
