namespace Polydev.Drivers.Nomad.Jobs.Templates;

/// <summary>What the templates take where nothing else is said.</summary>
/// <param name="Place">Where jobs go.</param>
/// <param name="Image">Image of the workers, with a tag.</param>
/// <param name="BrowserImage">Image of the browsers, with a tag.</param>
public sealed record TemplateDefaults(JobPlace Place, string Image, string BrowserImage);
